using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.TestKit.Cluster;

/// <summary>What a node answered to one event over HTTP.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Position">Where the event stands, when it was accepted.</param>
/// <param name="Code">The code of a refusal.</param>
/// <param name="RetryAfter">After which time to try again.</param>
/// <param name="Text">What is to be said about it when a test fails.</param>
public sealed record PublishAnswer(HttpStatusCode? Status, StreamPosition? Position, int? Code, TimeSpan? RetryAfter, string Text)
{
    /// <summary>The node cannot publish at the moment, and says so as it should.</summary>
    public bool IsUnavailable => Status == HttpStatusCode.ServiceUnavailable && Code == UnavailableCode && RetryAfter > TimeSpan.Zero;

    /// <summary>Whether the event may be there or not, so that it is to be sent again with the same key.</summary>
    public bool IsUnknown => Status is null || IsUnavailable;

    private const int UnavailableCode = 114;

    /// <param name="http">How to get there, with a key that may publish and a limit of time.</param>
    /// <param name="node">The address of the node.</param>
    /// <param name="topic">Where to publish.</param>
    /// <param name="data">The event: a JSON text.</param>
    /// <param name="idempotencyKey">What makes a retry safe.</param>
    public static async Task<PublishAnswer> AskAsync(HttpClient http, Uri node, string topic, string data, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, $"/v1/topics/{Uri.EscapeDataString(topic)}/events"))
        {
            Content = new StringContent(JsonSerializer.Serialize(data), Encoding.UTF8, "application/json"),
        };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        try
        {
            using var response = await http.SendAsync(request);
            return await ReadAsync(response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new PublishAnswer(null, null, null, null, e.Message);
        }
    }

    private static async Task<PublishAnswer> ReadAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return new PublishAnswer(response.StatusCode, await response.Content.ReadFromJsonAsync<StreamPosition>(), null, null, "accepted");
        var text = await response.Content.ReadAsStringAsync();
        var code = text.StartsWith('{') && JsonDocument.Parse(text).RootElement.TryGetProperty("code", out var found) ? found.GetInt32() : (int?)null;
        return new PublishAnswer(response.StatusCode, null, code, response.Headers.RetryAfter?.Delta, $"{(int)response.StatusCode}: {text}");
    }
}
