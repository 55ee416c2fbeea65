package es1370

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/misc/es1370"
)

// Register adds the sound card.
func Register(g *graph.Graph) { es1370.PCIModel().Register(g, graph.Needs(audio.Audiodev)) }
