package virtiosound

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's sound device from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-sound-unanswered-requests", graph.Deviation{
			In: []graph.Place{
				{Test: "virtio-sound-tests/playback", Step: "parameters of an unknown stream"},
				{Test: "virtio-sound-tests/playback", Step: "release of an unknown stream"},
			},
			Does:   "The device never answers SET_PARAMS or RELEASE of a stream that is not there.",
			Says:   "The response has a status, BAD_MSG if the request has invalid parameters.",
			Clause: graph.NewClause("virtio 1.3, section 5.14.6 \"Device Operation\""),
		}),
	}
}

// channelDeviation is that of streams with more channels than they have.
func channelDeviation() graph.Deviation {
	return graph.Deviates("virtio-sound-channels", graph.Deviation{
		In:     []graph.Place{{Test: "virtio-sound-tests/formats", Step: "more channels"}},
		Does:   "A stream with channels_max 2 takes parameters with up to 16 channels.",
		Says:   "A stream has channels_min to channels_max channels; the status is NOT_SUPP if parameters are not supported.",
		Clause: graph.NewClause("virtio 1.3, sections 5.14.6.6.2 \"VIRTIO_SND_R_PCM_INFO\" and 5.14.6.6.3 \"VIRTIO_SND_R_PCM_SET_PARAMS\""),
	})
}

// statusDeviation is that of messages that record nothing.
func statusDeviation() graph.Deviation {
	return graph.Deviates("virtio-sound-status-place", graph.Deviation{
		In: []graph.Place{
			{Test: "virtio-sound-tests/capture", Step: "status of what was released"},
			{Test: "virtio-sound-tests/capture", Step: "status of room for frames of the output"},
		},
		Does:   "The status of a message that records nothing is at the beginning of the room for frames.",
		Says:   "The status lies behind the room for frames.",
		Clause: graph.NewClause("virtio 1.3, section 5.14.6.8 \"PCM I/O Messages\""),
	})
}

// complaints are those of QEMU about the requests that the device must refuse.
func complaints() graph.NodeOption {
	allowed := func(text string) graph.Complaint {
		return graph.Complaint{Kind: graph.ErrorMessage, Text: text, Why: "The test sends requests that the device must refuse."}
	}
	return graph.Allows(
		allowed(`(Stream format|Stream rate|Number of channels) is not supported`),
		allowed(`pcm info: start_id \+ count is greater than the total number of streams`),
		allowed(`virtio snd header not recognized: \d+`),
		allowed(`Streams have not been initialized`),
		allowed(`Invalid stream id: \d+`),
		allowed(`already released stream \d+`),
	)
}
