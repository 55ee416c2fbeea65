package virt

import "github.com/qgraph/qgraph/graph"

// Register adds the machines and their devices.
func Register(g *graph.Graph) { g.Include(registerArm, registerRISCV, registerLoongArch) }
