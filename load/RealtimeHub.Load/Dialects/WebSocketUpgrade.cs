using System.Text;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects;

/// <summary>The HTTP request that makes a connection a WebSocket, and the check of its answer.</summary>
internal static class WebSocketUpgrade
{
    private const string TopicPlace = "{topic}";

    // The key of the example in RFC 6455, and what a server has to make of it.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private const int MaxAnswer = 16 * 1_024;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <param name="target">Its address may have <c>{topic}</c> in its path or query.</param>
    /// <param name="topic">What is put there.</param>
    /// <param name="subprotocol">What the server is asked to speak; null: nothing is asked.</param>
    public static byte[] Request(TargetPlan target, string topic, string? subprotocol = null)
    {
        var path = target.Url.PathAndQuery.Replace(Uri.EscapeDataString(TopicPlace), topic, StringComparison.OrdinalIgnoreCase)
            .Replace(TopicPlace, topic, StringComparison.Ordinal);
        var lines = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: {target.Url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            .Append($"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n");
        if (subprotocol is not null) lines.Append($"Sec-WebSocket-Protocol: {subprotocol}\r\n");
        if (target.ApiKey is { } key) lines.Append($"X-API-Key: {key}\r\n");
        return Encoding.ASCII.GetBytes(lines.Append("\r\n").ToString());
    }

    /// <summary>Takes the answer off the input; false when it is not all there.</summary>
    /// <exception cref="LoadException">The server does not want to, or does not know how.</exception>
    public static bool TryAccept(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf(End);
        if (end < 0) return input.Length <= MaxAnswer ? false : throw new LoadException("the server's answer to the upgrade is too long");
        var answer = Encoding.ASCII.GetString(input[..end]);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new LoadException($"no upgrade: {answer.Split('\r')[0]}");
        if (!answer.Contains(Accept, StringComparison.Ordinal)) throw new LoadException("the server's answer to the upgrade is not for this request");
        input = input[(end + End.Length)..];
        return true;
    }
}
