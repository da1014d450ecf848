using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Connecting;

/// <summary>Where the hub is, from what the application gave.</summary>
internal static class HubAddress
{
    /// <summary>A bare host, or a path that ends with a slash, gets the hub's path appended; any other path is the hub itself.</summary>
    public static Uri Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{address}' is not an address: it starts with http:// or https://, as http://localhost:5080.", nameof(address));
        }

        return uri.AbsolutePath.EndsWith('/')
            ? new UriBuilder(uri) { Path = uri.AbsolutePath.TrimEnd('/') + HubNames.Path }.Uri
            : uri;
    }
}
