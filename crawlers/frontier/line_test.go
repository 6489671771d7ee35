package frontier

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	fastjson "github.com/segmentio/encoding/json"
)

// The decoder that reads the file reads what encoding/json wrote as that does,
// and takes no line for whole that is cut off anywhere.
func TestLine(t *testing.T) {
	at := time.Date(2026, 3, 1, 19, 30, 0, 98824812, time.UTC)
	for _, l := range []line{
		{Run: &Run{N: 3, Started: at, Sources: []string{"bao-a", "báo \"b\""}, Ended: true}},
		{Met: "http://a.test/tin/<1>?x=1&y=\u2028é\\"},
		{Entry: &Entry{Key: "http://a.test/tin/1", Source: "bao-a", State: Todo, Run: 1}},
		{Entry: &Entry{Key: "http://a.test/tin/1", Source: "bao-a", Kind: "article", State: Failed,
			Task: json.RawMessage(`{"url":"http://a.test/","depth":2}`), By: "http://a.test/", Before: Kept,
			Rules: 1947613349, ETag: `W/"69d5"`, LastModified: "Sun, 01 Mar 2026 19:30:00 GMT", Listed: at,
			Fetched: at.Truncate(time.Second), Checked: at.Truncate(time.Millisecond),
			Err: "timeout: \x00 \t \xff", Run: 2, Seen: at.AddDate(7000, 0, 0)}},
	} {
		data, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var want, got line
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if err := fastjson.Unmarshal(append(data, '\n'), &got); err != nil {
			t.Errorf("%s: %v", data, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Entry{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", data, diff)
		}
		for i := range data {
			if err := fastjson.Unmarshal(append(data[:i:i], '\n'), &got); err == nil {
				t.Errorf("%s is taken for a line", data[:i])
			}
		}
	}
}
