using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>Puts a newer token in the place of a connection's own, and looks which of its subscriptions that one still allows.</summary>
internal sealed class TokenRefresh(TokenReader tokens, Permissions permissions, ServerSubscriptions subscriptions, PresenceCalls presence)
{
    /// <returns>The new end in milliseconds since 1970, or a <see cref="Refusal"/>, with which everything stays as it was.</returns>
    public async Task<object> RunAsync(HubCallerContext context, IClientProxy client, string? text)
    {
        if (string.IsNullOrEmpty(text)) return new Refusal(ErrorCode.BadRequest, "the token is missing");
        switch (await tokens.ReadAsync(text))
        {
            case TokenOutcome.Expired:
                return new Refusal(ErrorCode.TokenExpired, "the token has expired");
            case TokenOutcome.Unknown:
                return new Refusal(ErrorCode.RateLimited, ErrorTexts.RetryAfter(JwksKeySource.FirstPause));
            case TokenOutcome.Refused refused:
                return new Refusal(ErrorCode.Unauthorized, refused.Reason);
            case TokenOutcome.Accepted accepted:
                var session = context.Features.Get<ClientSession>()!;
                if (session.Principal.Token is { } own && own.Subject != accepted.Identity.Subject) return new Refusal(ErrorCode.PermissionDenied, "the token is of another user");
                if (session.Principal.Token is null) return new Refusal(ErrorCode.PermissionDenied, "the connection has not come with a token");
                var before = session.Principal;
                session.Principal = ClientPrincipal.Bearer(accepted.Identity);
                await PutAsync(context, client, before, session.Principal, accepted.Identity);
                return accepted.Identity.Expires.ToUnixTimeMilliseconds();
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    private async Task PutAsync(HubCallerContext context, IClientProxy client, ClientPrincipal before, ClientPrincipal principal, ClientIdentity token)
    {
        var connection = context.Features.Get<ClientConnection>()!;
        var subscriber = context.Features.Get<Subscriber>()!;
        context.Features.Set(token);
        connection.Expires = token.Expires;
        connection.Info = token.Info;
        if (tokens.IsOver(token) is { } over) _ = connection.EndAsync(over, "the token counts no more", TimeSpan.Zero);
        await EndForbiddenAsync(subscriber, principal, client);
        if (subscriptions.HasAny(principal)) await subscriptions.MakeAsync(connection, subscriber, principal, before);
    }

    /// <summary>A client has one call in work at a time, so nothing is subscribed meanwhile.</summary>
    private async Task EndForbiddenAsync(Subscriber subscriber, ClientPrincipal principal, IClientProxy client)
    {
        foreach (var topic in await FanOutService.ListAsync(subscriber))
        {
            // Who was allowed stays while nothing can be found out: the next refresh asks again.
            if (await permissions.DecideAsync(principal, topic, TopicRights.Subscribe, CancellationToken.None) is not { IsAllowed: false, IsTemporary: false } decision)
            {
                await presence.DecideAgainAsync(principal, subscriber, topic);
                continue;
            }

            await FanOutService.UnsubscribeAsync(subscriber, topic);
            await client.SendAsync(HubNames.Unsubscribed, topic.Value, (int)decision.Code, decision.Rule);
        }
    }
}
