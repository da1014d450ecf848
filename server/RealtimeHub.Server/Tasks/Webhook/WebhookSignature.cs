using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>Signs a call, so that who gets it knows from whom it comes, and that it is not an old one again: see the specification at standardwebhooks.com.</summary>
internal static class WebhookSignature
{
    /// <param name="id">The same for each attempt: by it receivers know what they have got before.</param>
    /// <param name="time">When this attempt is made.</param>
    /// <param name="body">The very bytes that are sent.</param>
    /// <param name="keys">Each makes a signature.</param>
    /// <returns>The headers that go with the body.</returns>
    public static IEnumerable<(string Name, string Value)> Sign(string id, DateTimeOffset time, byte[] body, IEnumerable<byte[]> keys)
    {
        var seconds = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        yield return ("webhook-id", id);
        yield return ("webhook-timestamp", seconds);
        yield return ("webhook-signature", string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}")));
    }
}
