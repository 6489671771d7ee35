package extract

import (
	"fmt"
	"os"
	"testing"

	"github.com/ansinh/ansinh/extract/quantity"
)

func TestMentions(t *testing.T) {
	d := readText(t, "testdata/news.txt")
	type where struct {
		kind     quantity.Kind
		block    BlockKind
		sentence string
	}
	got := make(map[string]where)
	for _, m := range Mentions(d) {
		b := d.Blocks[m.Block]
		if m.Start < m.Sentence.Start || m.End > m.Sentence.End || m.Sentence.Start < b.Start || m.Sentence.End > b.End {
			t.Errorf("mention %q is not in its sentence and block", d.Text.NFC[m.Start:m.End])
		}
		got[d.Text.NFC[m.Start:m.End]] = where{m.Kind, b.Kind, d.Text.NFC[m.Sentence.Start:m.Sentence.End]}
	}
	want := map[string]where{
		"2,318":    {quantity.Furniture, Furniture, "2,318 lượt xem"},
		"300":      {quantity.Furniture, Furniture, "Hòa Sơn: Trao 300 suất quà Tết sớm cho học sinh"},
		"1,24%":    {quantity.Number, Title, "Hòa Sơn: Hộ nghèo giảm còn 1,24%, hơn 12.000 lao động có việc làm mới"},
		"9,8 tỷ":   {quantity.Number, Paragraph, "Các huyện còn lại chi 9,8 tỷ đồng..."},
		"25":       {quantity.Number, Caption, "Đại diện Sở trao sinh kế cho 25 hộ nghèo xã Mường Lý."},
		"1.150":    {quantity.Number, ListItem, "- Giảm ít nhất 1.150 hộ nghèo;"},
		"80 triệu": {quantity.Number, Paragraph, "“Gia đình tôi vay 80 triệu đồng, nay đã trả được một nửa."},
	}
	for text, w := range want {
		if got[text] != w {
			t.Errorf("%q is %v, want %v", text, got[text], w)
		}
	}
}

func ExampleFromText() {
	raw, err := os.ReadFile("testdata/plan.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := FromText("plan.txt", raw)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Title)
	fmt.Println(d.Published.Format("2006-01-02"), d.PublishedRule)
	for _, b := range d.Blocks {
		if b.Kind == TableRow && b.Table == 2 {
			fmt.Printf("%q\n", d.Text.NFC[b.Start:b.End])
		}
	}
	// Output:
	// KẾ HOẠCH Giảm nghèo bền vững trên địa bàn tỉnh năm 2024
	// 2024-02-05 issued
	// "Chỉ tiêu\nĐVT\n2023\n2024"
	// "Hộ nghèo\nhộ\n4.120\n3.600"
	// "Hộ cận nghèo\nhộ\n2.015\n1.890"
}
