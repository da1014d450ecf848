using RealtimeHub.Security;

namespace RealtimeHub.Hubs;

/// <summary>Who a connection belongs to at the moment: a newer token takes the place of the one with which it came.</summary>
internal sealed class ClientSession(ClientPrincipal principal)
{
    private volatile ClientPrincipal _principal = principal;

    public ClientPrincipal Principal
    {
        get => _principal;
        set => _principal = value;
    }
}
