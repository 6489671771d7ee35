package archive_test

import (
	"fmt"
	"log"
	"os"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
)

func Example() {
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	a, err := archive.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer a.Close()

	for _, body := range []string{"hộ nghèo còn 3%", "hộ nghèo còn 3%", "hộ nghèo còn 3,02%"} {
		added, err := a.Put(crawlers.Page{URL: "https://a.vn/tin-1.html", Status: 200, Body: []byte(body)})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("new:", added)
	}
	for page, err := range archive.Read(dir) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.8s %s\n", page.SHA256, page.Body)
	}
	// Output:
	// new: true
	// new: false
	// new: true
	// b6c68956 hộ nghèo còn 3%
	// 64599a81 hộ nghèo còn 3,02%
}
