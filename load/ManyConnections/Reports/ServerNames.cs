using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Reports;

/// <summary>What readers call the servers.</summary>
internal static class ServerNames
{
    /// <param name="server">As the command line calls it.</param>
    public static string Of(string server) => server == ServerKinds.NameOf(ServerKind.RealtimeHub) ? "RealtimeHub" : "plain SignalR";
}
