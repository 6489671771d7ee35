// Package nightly runs the pipeline unattended: stages under one lock, with a
// ledger, to be resumed where they were cut off; on a schedule; by a
// configuration that is checked to the line. What the stages do is given by
// package main, and what is known of a run is in the warehouse.
package nightly
