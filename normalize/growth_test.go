package normalize

import (
	"bufio"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
)

// Texts whose length can be chosen, each of the kind on which some part of a
// reader is tempted to look at all that it has read so far.
var growing = map[string]struct{ head, piece, between string }{
	"paragraphs": {"Hộ nghèo tỉnh Thái Bình năm 2023\n\n",
		"Năm %[1]d, huyện Tiền Hải giải quyết việc làm cho %[2]d lao động, đạt %[3]d,5%% kế hoạch, tăng %[4]d người so với cùng kỳ. ", "\n\n"},
	"one paragraph": {"", "Đến nay, tỷ lệ hộ nghèo của xã Nam Hồng còn %[3]d,4%%, giảm %[4]d hộ so với năm %[1]d. ", ""},
	"one sentence":  {"Năm 2023, toàn tỉnh có ", "%[2]d hộ nghèo ở huyện Vũ Thư, %[3]d,2%% hộ cận nghèo", "; "},
	"no commas":     {"Tỉnh ", "có %[2]d lao động và %[4]d hộ nghèo của xã Tân Lập", " và "},
	"headings":      {"", "%[4]d. Về bảo hiểm xã hội\n\nCó %[2]d người tham gia, đạt %[3]d%%.", "\n\n"},
	"list":          {"Kết quả như sau:\n\n", "- Huyện Đông Hưng: %[2]d hộ nghèo, chiếm %[3]d,1%%;", "\n"},
	"table":         {"Hộ nghèo năm 2023\n\nĐịa phương\tHộ nghèo\tTỷ lệ (%%)\n", "Huyện Thái Thụy\t%[2]d\t%[3]d,3", "\n"},
	"cells":         {"Hộ nghèo năm 2023\n\nĐịa phương\nHộ nghèo\nTỷ lệ (%%)\n", "Huyện Thái Thụy\n%[2]d\n%[3]d,3", "\n"},
	"places":        {"Năm 2023, các huyện ", "Hưng Hà, Kiến Xương, xã Tân Lập, tỉnh Nam Định", ", "},
	"times":         {"", "quý I/%[1]d, tháng 5 năm %[1]d, 6 tháng đầu năm, cùng kỳ năm trước", ", "},
	"figures":       {"", "%[2]d %[3]d,5 %[4]d%%", " "},
	"brackets":      {"", "(%[2]d hộ nghèo ", ""},
	"quotes":        {"", "“%[2]d hộ nghèo ", ""},
	"laws":          {"", "Theo Nghị quyết số %[3]d/NQ-CP ngày 1/7/%[1]d và Quyết định số %[4]d/QĐ-TTg", ", "},
	"capitals":      {"", "BÁO CÁO SỐ %[2]d CỦA UBND XÃ TÂN LẬP NĂM %[1]d", "\n"},
	"one word":      {"", "hộ", ""},
	"blanks":        {"", " ", ""},
	"marks":         {"", "-.", ""},
}

// grown returns a text of about so many bytes, with other figures in each piece.
func grown(kind string, size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	g := growing[kind]
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(g.head, "%%", "%"))
	for b.Len() < size {
		piece := g.piece
		if strings.Contains(piece, "%") {
			piece = fmt.Sprintf(piece+"%.0[1]d%.0[2]d%.0[3]d%.0[4]d", 2000+random.IntN(25), 100+random.IntN(90_000), random.IntN(99), random.IntN(900))
		}
		b.WriteString(piece + g.between)
	}
	return []byte(b.String())
}

// TestReadGrown reads one text, of the kind and the size in ANSINH_GROWN, for
// TestWorkGrowsWithTheText.
func TestReadGrown(t *testing.T) {
	kind, size, ok := strings.Cut(os.Getenv("ANSINH_GROWN"), "/")
	if !ok {
		t.Skip("reads what ANSINH_GROWN says")
	}
	n, err := strconv.Atoi(size)
	if err != nil {
		t.Fatal(err)
	}
	r := newTestReader(t)
	doc, err := extract.FromText("long.txt", grown(kind, n))
	if err != nil {
		t.Fatal(err)
	}
	r.Read(doc, Options{})
}

// TestWorkGrowsWithTheText counts the statements that are run to read texts of
// a length and of four times that: no time is measured. Each statement of the
// readers is to be run about four times as often, or seldom.
func TestWorkGrowsWithTheText(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the readers anew, with counters in them")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "counting.test")
	build := exec.Command("go", "test", "-c", "-o", program, "-covermode=count",
		"-coverpkg=github.com/ansinh/ansinh/extract/...,github.com/ansinh/ansinh/normalize/...,strings,slices", ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	count := func(kind string, size int) map[string]int {
		profile := filepath.Join(dir, "profile")
		cmd := exec.Command(program, "-test.run=^TestReadGrown$", "-test.coverprofile="+profile)
		cmd.Env = append(os.Environ(), fmt.Sprintf("ANSINH_GROWN=%s/%d", kind, size))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s of %d bytes: %v\n%s", kind, size, err, out)
		}
		return readProfile(t, profile)
	}
	const size = 8 << 10
	for kind := range growing {
		few, many := count(kind, size), count(kind, 4*size)
		var worst []string
		for place, n := range many {
			if n > 8*few[place] && n > 4*4*size {
				worst = append(worst, place)
			}
		}
		slices.SortFunc(worst, func(a, b string) int { return cmp.Compare(many[b], many[a]) })
		for _, place := range worst[:min(len(worst), 5)] {
			t.Errorf("%s: %s is run %d times in %d bytes, %d times in four times as many", kind, place, few[place], size, many[place])
		}
	}
}

// readProfile returns how often the statements of a coverage profile were run,
// by the place where they stand.
func readProfile(t *testing.T, name string) map[string]int {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	counts := map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 {
			continue // mode: count
		}
		n, err := strconv.Atoi(fields[2])
		if err != nil {
			t.Fatalf("%s: %q", name, lines.Text())
		}
		counts[fields[0]] += n
	}
	return counts
}
