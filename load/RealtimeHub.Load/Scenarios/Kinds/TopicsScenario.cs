namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Many topics with few subscribers each.</summary>
internal sealed class TopicsScenario : SteadyScenario;
