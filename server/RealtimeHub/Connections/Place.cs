using RealtimeHub.Limits;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Connections;

/// <summary>A place below the limits of the node, of a user and of an address.</summary>
internal sealed class Place(Admission admission, Party? user, Party? address, bool isAnonymous) : IConnectionLease
{
    /// <summary>The buckets of its user; null when it has none.</summary>
    public Party? User { get; } = user;

    /// <summary>The buckets of its address; null when that does not count.</summary>
    public Party? Address { get; } = address;

    /// <summary>Whether the place is held beyond the request that asked for it.</summary>
    public bool IsKept { get; private set; }

    public void KeepUntilReleased() => IsKept = true;

    public void Release()
    {
        User?.Leave(isAnonymous);
        Address?.Leave(isAnonymous);
        admission.GiveBack();
    }
}
