package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/fixtures/daily"
)

// TestCostOfANight measures the processor time of a first run, and of one in
// which a hundredth of the pages is new: the cost of a night goes by what
// changed. With ANSINH_LONG=1 there are 20,000 pages, and the bound is 5 %.
func TestCostOfANight(t *testing.T) {
	if testing.Short() {
		t.Skip("crawls some hundred pages")
	}
	sites := []daily.Site{
		{ID: "bao-thai-binh", Host: "thaibinh.daily.test", Province: "Thái Bình", Area: "34@63", Backlog: 200, PerDay: 2},
		{ID: "bao-nghe-an", Host: "nghean.daily.test", Province: "Nghệ An", Area: "40@63", Backlog: 200, PerDay: 2},
	}
	pages, err := strconv.Atoi(os.Getenv("ANSINH_LONG")) // another number is that of the pages
	long := err == nil
	if pages == 1 {
		pages = 20_000
	}
	if long {
		for i := range sites {
			sites[i].Backlog, sites[i].PerDay = pages/len(sites), pages/len(sites)/100
		}
	}
	server := daily.Start(sites, firstNight)
	defer server.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sources.toml"), server.Sources(), 0o644); err != nil {
		t.Fatal(err)
	}
	night := func(day int) (time.Duration, int) {
		server.SetDay(day)
		at := firstNight.AddDate(0, 0, 3*day) // the waits of the first run add up to more than a day
		cmd := exec.Command("ansinh-night", dir, strings.Join(server.Resolve(), ","), at.Format(time.RFC3339), "none", "0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("day %d: %v\n%s", day, err, out)
		}
		cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		requests := server.Requests()
		t.Logf("day %d: %v of processor time, %d requests", day, cpu.Round(time.Millisecond), requests)
		return cpu, requests
	}
	first, _ := night(0)
	second, requests := night(1)
	share := second.Seconds() / first.Seconds()
	t.Logf("a night with 1 %% new pages over %d known ones costs %.1f %% of the first run", 2*sites[0].Backlog, 100*share)
	if pages >= 20_000 && share > 0.05 {
		t.Errorf("want at most 5 %%")
	}
	if listings, articles := 2*len(sites), sites[0].PerDay*len(sites); requests > listings+articles {
		t.Errorf("the second night made %d requests, want at most robots.txt and sitemap of each site and %d new articles", requests, articles)
	}
	if !long && second >= first { // what every night costs weighs most here
		t.Errorf("the second night costs %v, the first %v", second, first)
	}
}
