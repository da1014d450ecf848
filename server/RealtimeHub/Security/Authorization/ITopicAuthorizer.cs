using System.Security.Claims;
using RealtimeHub.Contracts;

namespace RealtimeHub.Security.Authorization;

/// <summary>
/// Decides about topics in code, where the rules of the configuration cannot. It is asked for the namespaces whose <c>Permissions</c> name <c>Authorizer</c>, when no other
/// group that they name fits. Add one with <c>AddTopicAuthorizer</c>; without one, the webhook of the configuration decides.
/// </summary>
/// <remarks>
/// It is asked for each call, by many threads at once, and nothing of it is kept: what is slow to find out is for it to keep. A client waits for the answer with everything that it
/// asks for after it; others do not. An exception, and no answer within 10 seconds, refuse for the moment (108): the client tries again by itself.
/// </remarks>
public interface ITopicAuthorizer
{
    /// <summary>Decides about one right to one topic.</summary>
    /// <param name="question">Who asks for what.</param>
    /// <param name="cancellationToken">Ends after 10 seconds, and when a request over HTTP is given up.</param>
    ValueTask<TopicAnswer> DecideAsync(TopicQuestion question, CancellationToken cancellationToken);
}

/// <summary>Who asks for what.</summary>
/// <param name="Client">Whom the application or a token says it is; without identity when nobody does.</param>
/// <param name="User">The name of the user; null when the client has not said who it is.</param>
/// <param name="Topic">The topic, whether it exists or not.</param>
/// <param name="Right">A single right.</param>
public sealed record TopicQuestion(ClaimsPrincipal Client, string? User, TopicName Topic, TopicRights Right);

/// <summary>What an authorizer has decided.</summary>
/// <param name="IsAllowed">Whether the right is given.</param>
/// <param name="Reason">Why. The client is told it with a refusal, so it holds no secrets.</param>
/// <param name="IsTemporary">Whether the same question may get another answer soon: the client asks again by itself.</param>
public sealed record TopicAnswer(bool IsAllowed, string Reason, bool IsTemporary = false)
{
    /// <summary>Gives the right.</summary>
    public static TopicAnswer Allow { get; } = new(true, "the authorizer");

    /// <summary>Refuses it for good.</summary>
    /// <param name="reason">What the client is told.</param>
    public static TopicAnswer Deny(string reason = "the authorizer does not allow it") => new(false, reason);

    /// <summary>Refuses it because nothing can be found out at the moment.</summary>
    /// <param name="reason">What the client is told.</param>
    public static TopicAnswer NotNow(string reason) => new(false, reason, IsTemporary: true);
}
