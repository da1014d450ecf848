namespace RealtimeHub.TestKit.Redis;

/// <summary>A message that Redis pushes to a subscriber.</summary>
/// <param name="Channel">The channel it was published on.</param>
/// <param name="Payload">What was published.</param>
public sealed record RedisPush(string Channel, byte[] Payload)
{
    /// <summary>Whether the payload has this text in it.</summary>
    public bool Has(string text) => Payload.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
}
