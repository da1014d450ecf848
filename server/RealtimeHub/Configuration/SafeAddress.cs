namespace RealtimeHub.Configuration;

/// <summary>Addresses that the server may ask for something on which security depends: nobody on the way may change the answer.</summary>
internal static class SafeAddress
{
    public const string Wanted = "use an https:// address (http:// only on the same machine)";

    public static bool Is(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
