package main
import "github.com/spf13/cobra"
func newTrial() *cobra.Command { return &cobra.Command{Use: "trial"} }
func newFaults() *cobra.Command { return &cobra.Command{Use: "faults"} }
