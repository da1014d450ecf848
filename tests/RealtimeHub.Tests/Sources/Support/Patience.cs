namespace RealtimeHub.Tests.Sources.Support;

/// <summary>How long a test waits for something that must come; only a failing test ever waits so long.</summary>
internal static class Patience
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;
}
