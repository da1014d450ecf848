namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>Bytes that went through a device since it exists.</summary>
/// <param name="Name">The kernel's name, such as <c>eth0</c>.</param>
/// <param name="In">Received from the network, or read from the disk.</param>
/// <param name="Out">Sent to the network, or written to the disk.</param>
internal readonly record struct DeviceCounters(string Name, ulong In, ulong Out);
