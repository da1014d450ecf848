namespace RealtimeHub.Transport.Tests.Support;

/// <summary>Waits for what another thread is about to do and cannot tell; only a failing test waits long.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        var patience = Patience.Token;
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "this did not become true in time");
            await Task.Yield();
        }
    }
}
