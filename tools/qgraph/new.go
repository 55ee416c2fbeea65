package main

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/tools/qgraph/skeleton"
	"github.com/spf13/cobra"
)

func newNew() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Writes the first files of a driver, a machine or a test, or a regression",
		Long: `Writes the first files of a driver, a machine or a test into the checkout of the
current folder. They compile, and their test fails until you fill it in. A regression is a
test that is made from a posted reproducer.`,
		Example: `  qgraph new driver edu --bus pci
  qgraph new driver i82551 --bus pci --family net
  qgraph new machine arm/BOARD
  qgraph new test sdhci
  qgraph new regression report.txt`,
	}
	var bus, family string
	driver := &cobra.Command{
		Use:   "driver NAME --bus BUS",
		Short: "Writes a device on a bus, its driver and a test; NAME is QEMU's",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeSkeleton(cmd, func(r *skeleton.Repo) (*skeleton.Skeleton, error) { return r.Driver(args[0], bus, family) })
		},
	}
	driver.Flags().StringVar(&bus, "bus", "pci", "`bus` that the device is on: "+strings.Join(skeleton.Buses(), ", "))
	driver.Flags().StringVar(&family, "family", "misc", "`folder` of libqos/device that the guest's side goes into")
	machine := &cobra.Command{
		Use:   "machine ARCH/NAME",
		Short: "Writes a machine with an SD host controller; NAME is QEMU's",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeSkeleton(cmd, func(r *skeleton.Repo) (*skeleton.Skeleton, error) { return r.Machine(args[0]) })
		},
	}
	test := &cobra.Command{
		Use:   "test PACKAGE",
		Short: "Writes a test of a device or an interface that a package of libqos has",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeSkeleton(cmd, func(r *skeleton.Repo) (*skeleton.Skeleton, error) { return r.Test(args[0]) })
		},
	}
	cmd.AddCommand(driver, machine, newRegression(), test)
	return cmd
}

func writeSkeleton(cmd *cobra.Command, of func(*skeleton.Repo) (*skeleton.Skeleton, error)) error {
	repo, err := skeleton.Find(".")
	if err != nil {
		return err
	}
	s, err := of(repo)
	if err != nil {
		return err
	}
	if err := s.Write(); err != nil {
		return err
	}
	for _, name := range s.Names() {
		fmt.Fprintln(cmd.OutOrStdout(), name)
	}
	fmt.Fprint(cmd.OutOrStdout(), `
Next:
  fill in the titles, the numbers and the test from the specification
  go run ./tools/qgraph run PATTERN     # runs its paths
  tools/update                          # writes the BUILD files, the lists of paths and the names of bits
`)
	return nil
}
