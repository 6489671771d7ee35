package fetch

import (
	"context"
	"maps"
	"net/http"
	"net/url"

	"github.com/gocolly/colly/v2"
)

// client makes requests with Colly, one at a time: each worker has its own.
//
// Of Colly it uses the request, the cookies and the callbacks. The rest is
// switched off, because in v2.3.0
//   - NewCollector obeys COLLY_* environment variables,
//   - MaxBodySize truncates in silence, and before gzip is undone (see body),
//   - a status from 203 is an error, a redirect is followed past robots.txt and
//     past the other host's limits (see worker.redirect),
//   - a URL counts as visited before it is fetched (see package frontier),
//   - Async starts a goroutine for each visit, and a LimitRule is one pool for
//     all hosts and sleeps through a cancel (see lane and crawl.startWorkers),
//   - robots.txt is fetched outside all limits (see worker.rules),
//   - a declared charset is decoded, and an unknown one loses the page: the
//     response reaches Colly without it.
type client struct {
	transport http.RoundTripper
	collector *colly.Collector
	limit     int64 // of the body of the request under way
	cut       bool
	header    http.Header // of its response, as it came
	response  *colly.Response
}

// response is an answer, whatever its status.
type response struct {
	status  int
	header  http.Header
	body    []byte
	request http.Header

	articles int // that a listing leads to
}

func newClient(transport http.RoundTripper, opts Options) *client {
	c := &client{transport: transport, collector: &colly.Collector{}}
	c.collector.Init()
	c.collector.UserAgent = opts.UserAgent
	c.collector.MaxBodySize = 0
	c.collector.AllowURLRevisit = true
	c.collector.IgnoreRobotsTxt = true
	c.collector.ParseHTTPErrorResponse = true
	c.collector.SetRequestTimeout(opts.Timeout)
	c.collector.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.collector.WithTransport(c)
	c.collector.OnResponse(func(r *colly.Response) { c.response = r })
	return c
}

// get asks for u once, with conditions that may be nil. With cut a body over
// limit bytes is cut there; without, it is ErrTooLarge.
func (c *client) get(ctx context.Context, u *url.URL, conditions http.Header, jar http.CookieJar, limit int64,
	cut bool) (*response, error) {
	c.limit, c.cut, c.header, c.response = limit, cut, nil, nil
	c.collector.Context = ctx
	c.collector.SetCookieJar(jar)
	header := http.Header{
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
		"Accept-Encoding": {acceptEncoding},
		"Accept-Language": {"vi,en;q=0.5"},
		"User-Agent":      {c.collector.UserAgent},
	}
	maps.Copy(header, conditions)
	if err := c.collector.Request(http.MethodGet, u.String(), nil, nil, header); err != nil {
		return nil, err
	}
	return &response{status: c.response.StatusCode, header: c.header, body: c.response.Body, request: header}, nil
}

// RoundTrip is what Colly sees of the network: bodies without content-encoding,
// within the limit or an error, and of no declared charset.
func (c *client) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	c.header = res.Header.Clone()
	b, err := newBody(res, c.limit, c.cut)
	if err != nil {
		res.Body.Close()
		return nil, err
	}
	res.Body = b
	res.Uncompressed = true        // or Colly looks for gzip by header and by file name
	res.Header.Del("Content-Type") // or Colly decodes the charset it names
	return res, nil
}
