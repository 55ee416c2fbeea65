package graph_test

import (
	"context"
	"errors"
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// board and card remember the environment that they were built in.
type (
	board struct{ env *env }
	card  struct{ board *board }
)

// other is an environment that no constructor of this test asks for.
type other struct{ *env }

// onBoard returns a path to a test that notes the card it is given.
func onBoard(t *testing.T, given *[]*card, fail error) graph.Path {
	t.Helper()
	g := graph.New()
	m, d, i := graph.NewMachine[*board]("arch/board"), graph.NewDriver[*card]("card"), graph.NewInterface[*card]("slot")
	graph.AddMachine(g, m, func(_ context.Context, e *env) (*board, error) { return &board{e}, nil })
	graph.ConsumesEnv(g, d, m, func(_ context.Context, b *board, e *env) (*card, error) {
		if b.env != e {
			return nil, errors.New("the machine was built in another environment")
		}
		return &card{b}, fail
	})
	graph.ProducesItself(g, d, i)
	graph.Test(g, "card-tests/note", i, func(_ *tester, c *card) { *given = append(*given, c) })
	p, err := g.Lookup("arch/board/card/slot/card-tests/note")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBuild builds one path in two environments: the objects have nothing in common.
func TestBuild(t *testing.T) {
	var given []*card
	p := onBoard(t, &given, nil)
	envs := []*env{{}, {}}
	for _, e := range envs {
		object, err := p.Build(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		p.Test(&tester{e}, object, nil)
	}
	if len(given) != 2 || given[0] == given[1] || given[0].board == given[1].board {
		t.Fatalf("the test was given %v, want two cards on two boards", given)
	}
	for i, c := range given {
		if c.board.env != envs[i] {
			t.Errorf("card %d is not of its own environment", i)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	fault := errors.New("no such card")
	p := onBoard(t, nil, fault)
	if _, err := p.Build(t.Context(), &env{}); !errors.Is(err, fault) || err.Error() != "set up card: no such card" {
		t.Errorf("Build: error %v, want that of the card", err)
	}
	const want = "set up arch/board: got an environment of type graph_test.other, want *graph_test.env"
	if _, err := p.Build(t.Context(), other{}); err == nil || err.Error() != want {
		t.Errorf("Build: error %v, want %q", err, want)
	}
}

// TestBuildTo builds as far as the machine: the card after it is not built.
func TestBuildTo(t *testing.T) {
	built := 0
	g := graph.New()
	m, d, i := graph.NewMachine[*board]("arch/board"), graph.NewDriver[*card]("card"), graph.NewInterface[*card]("slot")
	graph.AddMachine(g, m, func(_ context.Context, e *env) (*board, error) { return &board{e}, nil })
	graph.Consumes(g, d, m, func(_ context.Context, b *board) (*card, error) {
		built++
		return &card{b}, nil
	})
	graph.ProducesItself(g, d, i)
	graph.Test(g, "card-tests/note", i, func(*tester, *card) {})
	p, err := g.Lookup("arch/board/card/slot/card-tests/note")
	if err != nil {
		t.Fatal(err)
	}
	e := &env{}
	if b, err := graph.BuildTo(t.Context(), p, e, m); err != nil || b.env != e || built != 0 {
		t.Errorf("BuildTo the machine: %v, %v, and %d cards, want the machine alone", b, err, built)
	}
	if c, err := graph.BuildTo(t.Context(), p, e, i); err != nil || c.board.env != e || built != 1 {
		t.Errorf("BuildTo the interface: %v, %v, and %d cards, want one", c, err, built)
	}
	const want = `graph: driver "other" is not on the path arch/board/card/slot/card-tests/note`
	if _, err := graph.BuildTo(t.Context(), p, e, graph.NewDriver[*card]("other")); err == nil || err.Error() != want {
		t.Errorf("BuildTo another node: error %v, want %s", err, want)
	}
}
