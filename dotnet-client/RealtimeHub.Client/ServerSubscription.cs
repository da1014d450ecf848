using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>The server has subscribed this connection to a topic by itself: because the token says so, or because it is the user's personal topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Position">Where it begins: pass it as <see cref="SubscribeOptions.Since"/>, and nothing after it is missed.</param>
public sealed record ServerSubscription(string Topic, StreamPosition Position);
