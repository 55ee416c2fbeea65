package graph

// Ability is the key of something that a machine or a bus can do and others cannot,
// as hot plug: [Provides] says who can, [Requires] who needs it.
type Ability struct{ text string }

// NewAbility returns the key of an ability. Its text completes the sentence "it
// requires …".
func NewAbility(text string) Ability { return Ability{text} }

// String returns the ability's text.
func (a Ability) String() string { return a.text }
