using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>Why a connection ended, or could not be made.</summary>
/// <param name="Message">One sentence for people. Decide on <see cref="Code"/>, never on this text.</param>
public sealed record CloseReason(string Message)
{
    /// <summary>The server's code; <see langword="null"/> when the server said nothing, as when the network broke.</summary>
    public CloseCode? Code { get; init; }

    /// <summary>What the network or SignalR reported, where there was an error.</summary>
    public Exception? Exception { get; init; }
}
