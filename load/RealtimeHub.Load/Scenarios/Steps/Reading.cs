using System.Diagnostics;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>How everything stands at one moment.</summary>
/// <param name="Timestamp">Of <see cref="Stopwatch"/>.</param>
/// <param name="Server">Null when its process is not known.</param>
/// <param name="Fleet">The subscribers.</param>
/// <param name="Published">Events that the server has taken.</param>
internal readonly record struct Reading(long Timestamp, Usage? Server, FleetTotals Fleet, long Published)
{
    public Spent Since(in Reading earlier) => new(
        Stopwatch.GetElapsedTime(earlier.Timestamp, Timestamp), Server?.Cpu - earlier.Server?.Cpu, Fleet.Cpu - earlier.Fleet.Cpu,
        Fleet.Received - earlier.Fleet.Received, Fleet.ReceivedBytes - earlier.Fleet.ReceivedBytes, Published - earlier.Published);
}

/// <summary>What happened between two readings.</summary>
internal readonly record struct Spent(TimeSpan Time, CpuTime? Server, CpuTime Client, long Delivered, long Bytes, long Published)
{
    /// <summary>Of one core; null when the process is not known.</summary>
    public double? ServerPercent => Server is { } cpu ? 100 * (cpu.Total / Time) : null;

    public double ClientPercent => 100 * (Client.Total / Time);

    /// <summary>CPU of the server in microseconds for each of so many things; null when it is not known, or there was none.</summary>
    public double? ServerMicrosFor(long count) => Server is { } cpu && count > 0 ? cpu.Total.TotalMicroseconds / count : null;

    public static Spent operator +(in Spent a, in Spent b) => new(
        a.Time + b.Time, a.Server + b.Server, a.Client + b.Client, a.Delivered + b.Delivered, a.Bytes + b.Bytes, a.Published + b.Published);
}
