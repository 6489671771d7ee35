package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the driver; no other package may import it
)

// DB is a database open for writing. One process at a time can have it open.
// Its methods may be called by several goroutines; writes take turns.
type DB struct {
	reads

	// Now is the clock that dates readings and runs. It may be set before
	// first use; it is time.Now otherwise.
	Now func() time.Time

	path  string
	write sync.Mutex
	conn  *sql.Conn         // all writing goes through one connection, under write
	limit int64             // of the memory of DuckDB, 0 for its own; under write
	told  map[string]Source // that loads have stored as they are here, under write
	file  *os.File          // of a copy that was made, nil before; see copyFile

	// at, where it is set, is called at each point of a load; tests stop there.
	at func(point string)
}

// reached tells a test how far a load has come.
func (db *DB) reached(point string) {
	if db.at != nil {
		db.at(point)
	}
}

// reads are the questions that can be asked of any open database.
type reads struct {
	sql *sql.DB
}

// Open opens the database at path for writing, creates it where there is none
// and brings an older schema up to date. It touches nothing and reports an
// error where the file is no DuckDB database, is not one of ours, or has a
// newer schema; the error is ErrLocked where another process has it open.
func Open(ctx context.Context, path string, options ...Option) (*DB, error) {
	settings := maps.Clone(writer)
	for _, set := range options {
		set(settings)
	}
	db, err := open(path, settings)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(explain("open", path, err), db.Close())
	}
	limit, _ := strconv.ParseInt(strings.TrimSuffix(settings.Get("memory_limit"), "B"), 10, 64) // 0 where there is none
	w := &DB{reads: reads{sql: db}, Now: time.Now, path: path, conn: conn, limit: limit, told: map[string]Source{}}
	if err := migrate(ctx, conn, w.Now().UTC(), steps); err != nil {
		return nil, errors.Join(explain("open", path, err), w.Close())
	}
	return w, nil
}

// Option changes how Open opens a database.
type Option func(url.Values)

// MaxMemory keeps what DuckDB holds in memory below a number of bytes; it is
// 80 % of the machine's otherwise. What does not fit goes to files beside the
// database. The program's own memory, and some of DuckDB's, come on top.
func MaxMemory(bytes int64) Option {
	return func(settings url.Values) {
		for name, size := range memory(bytes) {
			settings.Set(name, size)
		}
	}
}

// memory are the settings that keep DuckDB within a number of bytes.
func memory(bytes int64) map[string]string {
	return map[string]string{
		"memory_limit": fmt.Sprintf("%dB", bytes),
		// What is in the log only stays in memory, whatever the limit.
		"wal_autocheckpoint": fmt.Sprintf("%dB", min(bytes/4, 256<<20)),
	}
}

// LimitMemory changes what MaxMemory says while the database is open.
func (db *DB) LimitMemory(ctx context.Context, bytes int64) error {
	db.write.Lock()
	defer db.write.Unlock()
	for name, size := range memory(bytes) {
		if _, err := db.conn.ExecContext(ctx, `SET `+name+` = '`+size+`'`); err != nil {
			return explain("limit the memory of", db.path, err)
		}
	}
	db.limit = bytes
	return nil
}

// mostMemory bounds what enough allows, in bytes.
const mostMemory = 16 << 30

// enough does what may need more memory than somebody has allowed DuckDB, which
// it cannot always do with less by writing to disk. Where it runs out, the work
// is done again with twice as much, which is allowed from then on. The work
// leaves nothing behind where it fails, and may be done any number of times.
func (db *DB) enough(ctx context.Context, work func() error) error {
	for {
		err := work()
		if err == nil || !outOfMemory(err) {
			return err
		}
		more, limitErr := db.allowMore(ctx)
		if !more || limitErr != nil {
			return errors.Join(err, limitErr)
		}
	}
}

// allowMore doubles what DuckDB may take, if somebody has set less than it
// takes of its own accord. It reports false where there is no more to be had.
func (db *DB) allowMore(ctx context.Context) (bool, error) {
	db.write.Lock()
	defer db.write.Unlock()
	if db.limit == 0 || db.limit >= mostMemory {
		return false, nil
	}
	db.limit *= 2
	_, err := db.conn.ExecContext(ctx, fmt.Sprintf(`SET memory_limit = '%dB'`, db.limit))
	return true, explain("limit the memory of", db.path, err)
}

// Close writes what is left to the file and lets go of it.
func (db *DB) Close() error {
	err := errors.Join(db.conn.Close(), db.sql.Close())
	if db.file != nil {
		err = errors.Join(err, db.file.Close())
	}
	return err
}

// in runs f in a transaction on the writing connection, once more from the
// beginning each time that enough says so.
func (db *DB) in(ctx context.Context, f func(*sql.Conn) error) error {
	return db.enough(ctx, func() error {
		db.write.Lock()
		defer db.write.Unlock()
		err := transact(ctx, db.conn, f)
		if err != nil {
			clear(db.told)
		}
		return err
	})
}

func transact(ctx context.Context, conn *sql.Conn, f func(*sql.Conn) error) error {
	if _, err := conn.ExecContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	err := f(conn)
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// A commit that did not succeed has rolled back by itself.
		if _, e := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); e != nil &&
			!strings.Contains(e.Error(), "no transaction is active") {
			err = errors.Join(err, e)
		}
	}
	return err
}

// writer lets the log grow larger than DuckDB would before it is written into
// the file: each time costs as much as loading 20,000 facts.
var writer = url.Values{
	"wal_autocheckpoint":          {"256MB"},
	"dynamic_or_filter_threshold": byPlace["dynamic_or_filter_threshold"],
}

// byPlace has DuckDB read only the blocks that hold what is looked for by its
// place, where that is so many rows or fewer.
var byPlace = url.Values{"dynamic_or_filter_threshold": {"4000"}}

// offline keeps DuckDB from looking for extensions on the network.
var offline = url.Values{
	"autoinstall_known_extensions": {"false"},
	"autoload_known_extensions":    {"false"},
}

// open opens path with DuckDB settings besides those every database gets.
func open(path string, settings url.Values) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	// The driver takes the path as the head of a URL without decoding it.
	if strings.ContainsAny(abs, "?%#") {
		return nil, fmt.Errorf("open %s: the path of a database cannot have ?, %% or # in it", path)
	}
	// DuckDB takes a socket, a pipe or a directory for a broken file.
	if info, err := os.Stat(abs); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open %s: not a file", path)
	}
	all := url.Values{}
	for _, s := range []url.Values{offline, settings} {
		for k, v := range s {
			all[k] = v
		}
	}
	db, err := sql.Open("duckdb", abs+"?"+all.Encode())
	if err != nil {
		return nil, explain("open", path, err)
	}
	return db, nil
}
