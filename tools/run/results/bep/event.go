package bep

import "time"

// event holds the used fields of a build event.
type event struct {
	ID struct {
		TargetConfigured *labelled  `json:"targetConfigured"`
		TargetCompleted  *labelled  `json:"targetCompleted"`
		TestResult       *attemptID `json:"testResult"`
		TestSummary      *labelled  `json:"testSummary"`
		Pattern          *struct{}  `json:"pattern"`
	} `json:"id"`
	Children []struct {
		TestSummary *labelled `json:"testSummary"`
	} `json:"children"`
	Configured struct {
		TestSize string   `json:"testSize"`
		Tag      []string `json:"tag"`
	} `json:"configured"`
	Completed struct {
		Success       bool `json:"success"`
		FailureDetail struct {
			Message string `json:"message"`
		} `json:"failureDetail"`
	} `json:"completed"`
	Aborted struct {
		Reason      string `json:"reason"`
		Description string `json:"description"`
	} `json:"aborted"`
	TestResult  testResult `json:"testResult"`
	TestSummary struct {
		OverallStatus Status `json:"overallStatus"`
	} `json:"testSummary"`
	BuildMetrics struct {
		ActionSummary struct {
			RunnerCount []struct {
				Name  string `json:"name"`
				Count int    `json:"count"`
			} `json:"runnerCount"`
		} `json:"actionSummary"`
	} `json:"buildMetrics"`
	LastMessage bool `json:"lastMessage"`
}

type labelled struct {
	Label string `json:"label"`
}

type attemptID struct {
	Label   string `json:"label"`
	Run     int    `json:"run"`
	Shard   int    `json:"shard"`
	Attempt int    `json:"attempt"`
}

type testResult struct {
	Status           Status    `json:"status"`
	StatusDetails    string    `json:"statusDetails"`
	CachedLocally    bool      `json:"cachedLocally"`
	TestAttemptStart time.Time `json:"testAttemptStart"`
	Duration         string    `json:"testAttemptDuration"`
	ExecutionInfo    struct {
		Strategy       string `json:"strategy"`
		CachedRemotely bool   `json:"cachedRemotely"`
	} `json:"executionInfo"`
	TestActionOutput []struct {
		Name string `json:"name"`
		URI  string `json:"uri"`
	} `json:"testActionOutput"`
}
