namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>Chance that always says the same, from 0 to 1.</summary>
internal sealed class FixedRandom(double value) : Random
{
    public override double NextDouble() => value;
}
