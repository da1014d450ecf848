using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>The last words to a connection that SignalR ends because of an error.</summary>
internal static class Goodbyes
{
    /// <summary>All that a client is told by SignalR's own close. The cause, which may be anything, stays here.</summary>
    public const string PublicText = "Connection closed with an error.";

    private const long ComeBackAfterMs = 1_000;

    private static readonly InvocationMessage BadMessage = new(
        HubNames.Disconnecting, [(int)CloseCode.BadMessage, "the last message could not be read", CloseCode.BadMessage.MayReconnect(), ComeBackAfterMs]);

    /// <param name="error">SignalR's detailed text, which names the type of the exception.</param>
    /// <returns>Null when there is no code for the cause.</returns>
    public static InvocationMessage? For(string error) =>
        error.Contains(nameof(InvalidDataException), StringComparison.Ordinal) ? BadMessage : null;
}
