using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Security;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>Puts a newer token in the place of a connection's own, and looks which of its subscriptions that one still allows.</summary>
internal sealed class TokenRefresh(TokenReader tokens, Permissions permissions)
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
                session.Principal = ClientPrincipal.Bearer(accepted.Identity);
                context.Features.Set(accepted.Identity);
                context.Features.Get<ClientConnection>()!.Expires = accepted.Identity.Expires;
                if (tokens.IsOver(accepted.Identity) is { } over) _ = context.Features.Get<ClientConnection>()!.EndAsync(over, "the token counts no more", TimeSpan.Zero);
                await EndForbiddenAsync(context.Features.Get<Subscriber>()!, session.Principal, client);
                return accepted.Identity.Expires.ToUnixTimeMilliseconds();
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    /// <summary>A client has one call in work at a time, so nothing is subscribed meanwhile.</summary>
    private async Task EndForbiddenAsync(Subscriber subscriber, ClientPrincipal principal, IClientProxy client)
    {
        foreach (var topic in await FanOutService.ListAsync(subscriber))
        {
            if (permissions.Decide(principal, topic, TopicRights.Subscribe) is not { IsAllowed: false } decision) continue;
            await FanOutService.UnsubscribeAsync(subscriber, topic);
            await client.SendAsync(HubNames.Unsubscribed, topic.Value, (int)ErrorCode.PermissionDenied, decision.Rule);
        }
    }
}
