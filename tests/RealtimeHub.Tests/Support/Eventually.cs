using System.Diagnostics;
using Xunit;

namespace RealtimeHub.Tests.Support;

/// <summary>Waits for what another thread is about to do and cannot tell; only a failing test waits long.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "this did not become true in time");
            await Task.Yield();
        }
    }
}
