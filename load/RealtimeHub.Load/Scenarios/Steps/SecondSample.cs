namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>One second of the measurement.</summary>
/// <param name="Spent">During it.</param>
/// <param name="Connections">At its end.</param>
/// <param name="MemoryBytes">Of the server at its end.</param>
internal readonly record struct SecondSample(Spent Spent, int Connections, long? MemoryBytes);
