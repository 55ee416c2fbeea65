package aspeedhace

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// deviations are those of the engines.
func deviations() []graph.Deviation {
	const state = "Linux, drivers/crypto/aspeed/aspeed-hace-hash.c, aspeed_sham_export; AspeedTech-BMC/zephyr, drivers/crypto/hash_aspeed.c, hash_trigger"
	var newer []string
	for _, d := range []graph.Driver[*aspeedhace.Engine]{aspeedhace.AST2600, aspeedhace.AST1030, aspeedhace.AST2700} {
		newer = append(newer, d.Name())
	}
	return []graph.Deviation{
		graph.Deviates("aspeed-hace-status-written", graph.Deviation{
			In: []graph.Place{
				{Test: "aspeed_hace-tests/addresses", Step: "idle, HASH_BUSY written"},
				{Test: "aspeed_hace-tests/addresses", Step: "idle, CRYPTO_BUSY written"},
				{Test: "aspeed_hace-tests/interrupt", Step: "not cleared by other bits"},
			},
			Does:   "A write to the status register sets the busy flags, and a 0 clears the flag of a hash's end while its interrupt stays.",
			Says:   "A written 1 clears the flag of that interrupt: before a request of the crypto engine, software writes its bit alone.",
			Clause: graph.NewClause("AspeedTech-BMC/zephyr, drivers/crypto/crypto_aspeed.c, crypto_trigger, and hash_aspeed.c, hash_trigger"),
		}),
		graph.Deviates("aspeed-hace-truncated", graph.Deviation{
			In: append(within("aspeed_hace-tests/digests", "sha512_224", "sha512_256", "lists / sha512_224", "lists / sha512_256"),
				within("aspeed_hace-tests/accumulation", "sha512_224", "sha512_256")...),
			On:     newer,
			Does:   "The command of SHA-512/224 writes no digest, and that of SHA-512/256 writes the one of SHA-256.",
			Says:   "HASH_CMD_SHA512_224 and HASH_CMD_SHA512_256 choose these algorithms.",
			Clause: graph.NewClause("Linux, drivers/crypto/aspeed/aspeed-hace.h; AspeedTech-BMC/zephyr, drivers/crypto/hace_aspeed.h; FIPS 180-4, section 5.3.6"),
		}),
		graph.Deviates("aspeed-hace-short-lists", graph.Deviation{
			In:     within("aspeed_hace-tests/digests", "lists / many parts"),
			On:     newer,
			Does:   "A list with more than 256 parts gives no digest.",
			Says:   "A list may have more: the kernel's have up to 40960 bytes, with 8 for each part.",
			Clause: graph.NewClause("Linux, drivers/crypto/aspeed/aspeed-hace-hash.c, aspeed_ahash_dma_prepare_sg, and aspeed-hace.h, ASPEED_HASH_SRC_DMA_BUF_LEN"),
		}),
		graph.Deviates("aspeed-hace-state-inside", graph.Deviation{
			In:     within("aspeed_hace-tests/accumulation", "two messages in turn", "padding in two requests"),
			Does:   "The engine has the state of one message inside, and writes a digest once it sees all of a padding in one request.",
			Says:   "The state of a message is in memory between its requests, so that other messages may come in between, and the engine knows of no padding.",
			Clause: graph.NewClause(state),
		}),
		graph.Deviates("aspeed-hace-state-not-written", graph.Deviation{
			In:     within("aspeed_hace-tests/accumulation", "states"),
			Does:   "A request that is not the last one of a message leaves memory as it is.",
			Says:   "Each request of a message writes its state to memory.",
			Clause: graph.NewClause(state),
		}),
		graph.Deviates("aspeed-hace-padding-in-parts", graph.Deviation{
			In:     within("aspeed_hace-tests/accumulation", "padding in two parts"),
			On:     newer,
			Does:   "A padding in two parts of a list gives no digest.",
			Says:   "The engine takes the parts of a list as one message, and knows of no padding.",
			Clause: graph.NewClause("AspeedTech-BMC/zephyr, drivers/crypto/hash_aspeed.c, aspeed_ahash_fill_padding"),
		}),
		graph.Deviates("aspeed-hace-after-migration", graph.Deviation{
			In:     within("aspeed_hace-tests/migrate", "registers", "interrupt", "rest of the message"),
			Does:   "After a migration the registers are 0, a pending interrupt cannot be cleared, and a message that was begun gives another digest.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
	}
}

// within returns steps of a test.
func within(test string, steps ...string) []graph.Place {
	places := make([]graph.Place, 0, len(steps))
	for _, s := range steps {
		places = append(places, graph.Place{Test: test, Step: s})
	}
	return places
}
