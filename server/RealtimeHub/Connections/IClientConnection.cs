using RealtimeHub.Contracts;

namespace RealtimeHub.Connections;

/// <summary>One client: the only door through which events reach it.</summary>
internal interface IClientConnection
{
    string Id { get; }

    /// <summary>The number of the event loop that serves it; null when it is not on one.</summary>
    int? Loop => null;

    /// <summary>The user to whom it belongs; null when to none.</summary>
    string? User => null;

    /// <summary>What others see of the user, as JSON; null when nothing.</summary>
    string? Info => null;

    /// <summary>The SignalR name of the protocol that the client chose.</summary>
    string Protocol { get; }

    /// <summary>Hands over one write. It is pending for as long as the client cannot take it.</summary>
    /// <remarks>The caller starts no second write while one is pending: it would be queued without a bound.</remarks>
    ValueTask WriteAsync(ClientMessage message);

    /// <summary>Tells the client why the connection ends and whether to come back, if it can still be told, and ends it.</summary>
    Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter);

    /// <summary>Ends the connection without a word. What was written before is still sent, if the client takes it.</summary>
    void Abort();
}
