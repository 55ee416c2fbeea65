package ufs

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from UFSHCI.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ufs-no-dme-attributes", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/init", Step: "UIC commands"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The UIC commands that read and write attributes fail, with INVALID_MIB_ATTRIBUTE.",
			Says:   "DME_GET, DME_SET, DME_PEER_GET and DME_PEER_SET access the attributes of UniPro, and a change of PA_PWRMode is reported.",
			Clause: graph.NewClause("UFSHCI, section 5.6.1 \"Offset 90h: UICCMD – UIC Command\""),
		}),
	}
}
