using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Runs;

/// <summary>What one run of one server showed.</summary>
internal sealed record RunResult
{
    public required string Server { get; init; }

    public required double ConnectionsPerSecond { get; init; }

    /// <summary>CPU of the server to connect and subscribe one client, in microseconds.</summary>
    public required double ConnectCpuUs { get; init; }

    public required long MemoryBeforeBytes { get; init; }

    public required long MemoryConnectedBytes { get; init; }

    public required long MemoryAtEndBytes { get; init; }

    /// <summary>Memory for each connected and subscribed client, before anything was published, in units of 1,024 bytes.</summary>
    public required double KilobytesPerConnection { get; init; }

    /// <summary>Events that the server took during the warm-up and the measurement.</summary>
    public required int Published { get; init; }

    /// <summary>Deliveries during the measurement.</summary>
    public required long Delivered { get; init; }

    public required double DeliveredPerSecond { get; init; }

    /// <summary>CPU of the server, user and system, for each delivered event, in microseconds.</summary>
    public required double CpuPerDeliveryUs { get; init; }

    /// <summary>How much of its core the server used during the measurement.</summary>
    public required double CpuPercent { get; init; }

    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    public required double MaxMs { get; init; }

    public required Faults Faults { get; init; }
}
