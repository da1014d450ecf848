using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>Waits for what must come.</summary>
internal static class FleetWaits
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static Task ReceivesAsync(this IFleet fleet, long events) => UntilAsync(() => fleet.Totals.Received >= events, () => $"{fleet.Totals}");

    public static Task HasLiveAsync(this IFleet fleet, int subscribers) => UntilAsync(() => fleet.Totals.Live == subscribers, () => $"{fleet.Totals}");

    public static async Task UntilAsync(Func<bool> happened, Func<string> state)
    {
        var patience = Patience.Token;
        while (!happened())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"It never happened: {state()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
