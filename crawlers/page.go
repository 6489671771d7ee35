// Package crawlers fetches what provincial papers and departments publish and
// keeps it: sources are data, pages are kept as they came over the wire, and
// everything later stages need can be replayed from the archive offline.
package crawlers

import (
	"net/http"
	"time"
)

// Page is one HTTP response as the crawl kept it: what extract starts from.
// The body is the payload after content-encoding was undone and before any
// charset was decoded, so that its digest can be recomputed years later.
type Page struct {
	SourceID     string      // key in the sources file, "" for a page given by hand
	URL          string      // where the response came from, after redirects
	CanonicalURL string      // URL without tracking parameters and mobile or AMP twins
	FetchedAt    time.Time   // UTC
	Status       int         // HTTP status code; 304 where the page has not changed since the last visit, then without Body
	Header       http.Header // response header fields
	Body         []byte
	SHA256       string      // of Body, lower-case hex: the snapshot's digest
	Request      http.Header // header fields of the request, nil for a page given by hand
	Via          string      // of an attachment, URL of the page that links to it; "" for a page
}
