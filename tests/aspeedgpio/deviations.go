package aspeedgpio

import "github.com/qgraph/qgraph/graph"

// deviations are those of the pins.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("aspeed-gpio-latch", graph.Deviation{
			In:     []graph.Place{{Test: "aspeed_gpio-tests/pins", Step: "set before it is an output"}},
			Does:   "A pin that becomes an output is low, whatever was written to the data register before.",
			Says:   "The level that was written before appears with the direction: so drivers give an output its first level.",
			Clause: graph.NewClause("AspeedTech-BMC/zephyr, drivers/gpio/gpio_aspeed.c, gpio_aspeed_config; Linux, drivers/gpio/gpio-aspeed.c, aspeed_gpio_dir_out"),
		}),
		graph.Deviates("aspeed-gpio-level-once", graph.Deviation{
			In: []graph.Place{
				{Test: "aspeed_gpio-tests/interrupts", Step: "level is not cleared"}, {Test: "aspeed_gpio-tests/interrupts", Step: "level at first"},
				{Test: "ast2700-gpio-tests/interrupts", Step: "level is not cleared"},
			},
			Does:   "A level interrupts once, at the moment when the pin gets it: a clear ends the interrupt of a level that lasts, and one that was there before it was enabled does not interrupt.",
			Says:   "A level interrupts as long as it lasts: its handler clears the interrupt before the source is served.",
			Clause: graph.NewClause("Linux, drivers/gpio/gpio-aspeed.c, aspeed_gpio_set_type: IRQ_TYPE_LEVEL_HIGH and IRQ_TYPE_LEVEL_LOW have handle_level_irq"),
		}),
		graph.Deviates("aspeed-gpio-ast2700-outputs", graph.Deviation{
			In:     []graph.Place{{Test: "ast2700-gpio-tests/pins", Step: "levels of outputs"}},
			Does:   "An output stays low: neither IN_DATA nor the line that leaves the part has the level that was written.",
			Says:   "The pin has the level of OUT_DATA, and IN_DATA is the level of the pin: drivers read it from there for outputs, too.",
			Clause: graph.NewClause("AspeedTech-BMC/zephyr, drivers/gpio/gpio_aspeed_g7.c, gpio_aspeed_g7_port_get_raw"),
		}),
	}
}
