package transcript

import "strings"

// InSteps returns, for each qtest command that the test sent to its first QEMU, in order, the
// name of the innermost step that it belongs to; "" is the test outside of all steps.
func InSteps(entries []Entry) []string {
	var all []string
	step := ""
	for _, e := range entries {
		switch {
		case e.Mark == Request && !e.Second:
			all = append(all, step)
		case e.Mark != Remark:
		case strings.HasPrefix(e.Text, stepRemark):
			step = strings.TrimPrefix(e.Text, stepRemark)
		case e.Text == overRemark:
			step = ""
		case strings.HasPrefix(e.Text, backRemark):
			step = strings.TrimPrefix(e.Text, backRemark)
		}
	}
	return all
}

// Around returns the name of the step around a step, "" if that is the test itself.
func Around(step string) string {
	at := strings.LastIndex(step, stepSeparator)
	return step[:max(at, 0)]
}

// stepSeparator is between a step's name and that of the step around it.
const stepSeparator = " / "
