package archive

import (
	"errors"
	"os"
)

// disk is what can fail when a disk is full or breaks, so that tests can make it.
type disk interface {
	write(*os.File, []byte) (int, error)
	sync(*os.File) error
	syncDir(path string) error
}

type osDisk struct{}

func (osDisk) write(f *os.File, b []byte) (int, error) { return f.Write(b) }

func (osDisk) sync(f *os.File) error { return f.Sync() }

func (osDisk) syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
