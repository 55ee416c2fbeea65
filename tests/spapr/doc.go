// Package spapr tests logical partitions of POWER servers beyond the tests of every
// PCI device on them: a second PCI host bridge and the clock (Linux on Power
// Architecture Platform Reference, LoPAPR 1.1; see libqos/board/spapr for the machine). Typical path:
//
//	ppc64/pseries → ppc64/pseries-tests/spapr-phb-test
package spapr
