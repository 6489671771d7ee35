package fitted_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/ansinh/ansinh/normalize/fitted"
)

// Two phrases stand beside each number, and the nearer one was right in all
// texts that were read by hand.
func Example() {
	describe := func(m *fitted.Model, what, distance string) fitted.Choice {
		f := fitted.Features{Model: m, Named: m == nil}
		f.Add(fitted.Word("distance"), fitted.Word(distance))
		return fitted.Choice{What: what, Sum: f.Weigh(), Features: f.List}
	}
	var examples []fitted.Example
	for _, text := range []string{"an-giang", "ben-tre", "ca-mau", "dak-lak"} {
		examples = append(examples, fitted.Example{
			Doc:     text,
			Choices: []fitted.Choice{describe(nil, "poor_households", "far"), describe(nil, "jobs_created", "near")},
			Rules:   "poor_households",
			Right:   []string{"jobs_created"},
		})
	}
	var table strings.Builder
	if err := fitted.Write(&table, "Made from four texts.", fitted.Fit(examples, 0.1)); err != nil {
		log.Fatal(err)
	}
	model, err := fitted.Load("subject.weights.tsv", table.String())
	if err != nil {
		log.Fatal(err)
	}

	choices := []fitted.Choice{describe(model, "poverty_rate", "near"), describe(model, "jobs_created", "far")}
	at, sure, ruled := fitted.Decide(choices, "jobs_created")
	fmt.Println(choices[at].What, sure > 0.5, ruled < 0.5)
	// Output: poverty_rate true true
}
