package main

import (
	"fmt"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/spf13/cobra"
)

// completeAreas offers the provinces of both divisions.
func completeAreas(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	g, err := area.Load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	words := []string{cobra.CompletionWithDesc(area.Country, "Việt Nam")}
	for _, division := range []int{area.Division63, area.Division34} {
		for _, p := range g.Provinces(division) {
			words = append(words, cobra.CompletionWithDesc(fmt.Sprintf("%s@%d", p.Code, division), p.Name))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completeIndicators offers the codes of the catalogue as the only argument.
func completeIndicators(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	c, err := indicator.Load()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for _, in := range c.All() {
		words = append(words, cobra.CompletionWithDesc(in.Code, in.NameVI))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
