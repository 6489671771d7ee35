package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
)

func main() {
	c, err := indicator.Load()
	if err != nil { panic(err) }
	g, err := area.Load()
	if err != nil { panic(err) }
	r, err := normalize.NewReader(c, g)
	if err != nil { panic(err) }
	for _, p := range os.Args[1:] {
		raw, _ := os.ReadFile(p)
		doc, err := extract.FromText(filepath.Base(p), raw)
		if err != nil { fmt.Fprintln(os.Stderr, p, err); continue }
		fs, _ := r.Read(doc, normalize.Options{})
		for _, f := range fs {
			hi := ""
			if f.HasHigh { hi = f.High.Text('f') }
			b, _ := json.Marshal(map[string]any{"doc": f.Doc, "start": f.Start, "end": f.End, "quote": f.Quote, "indicator": f.Indicator, "area": f.Area, "locality": f.Locality, "period": f.Period, "role": string(f.Role), "value": f.Value.Text('f'), "value_high": hi, "unit": f.Unit, "bound": f.Bound, "status": string(f.Status), "sentence": f.Sentence, "sentence_start": f.SentenceStart, "rule": f.Rule})
			fmt.Println(string(b))
		}
	}
}
