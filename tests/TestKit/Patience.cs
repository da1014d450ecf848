namespace RealtimeHub.TestKit;

/// <summary>How long a test waits for something that must come; only a failing test ever waits so long.</summary>
public static class Patience
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
}
