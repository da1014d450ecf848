using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>Bytes per second of one device; in and out as in <see cref="DeviceCounters"/>.</summary>
internal readonly record struct DeviceRate(string Name, long In, long Out);

/// <summary>Rates between two readings of counters.</summary>
internal static class DeviceRates
{
    /// <returns>The rates of all devices that both readings have. One whose counters went back (reset, wrapped) is left out this time.</returns>
    public static List<DeviceRate> Between(IReadOnlyList<DeviceCounters> before, IReadOnlyList<DeviceCounters> after, TimeSpan elapsed)
    {
        var rates = new List<DeviceRate>(after.Count);
        if (elapsed <= TimeSpan.Zero) return rates;

        var earlier = before.ToDictionary(device => device.Name, StringComparer.Ordinal);
        foreach (var now in after)
        {
            if (!earlier.TryGetValue(now.Name, out var then) || now.In < then.In || now.Out < then.Out) continue;
            rates.Add(new DeviceRate(now.Name, PerSecond(now.In - then.In, elapsed), PerSecond(now.Out - then.Out, elapsed)));
        }

        return rates;
    }

    /// <summary>The busiest <paramref name="count"/>; all, in their own order, when they are not more.</summary>
    public static IEnumerable<DeviceRate> Busiest(this IReadOnlyList<DeviceRate> rates, int count) =>
        rates.Count <= count ? rates : rates.OrderByDescending(rate => rate.In + rate.Out).Take(count);

    private static long PerSecond(ulong bytes, TimeSpan elapsed) => (long)Math.Round(bytes / elapsed.TotalSeconds);
}
