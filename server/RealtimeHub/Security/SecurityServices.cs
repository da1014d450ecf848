using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services) =>
        services.AddSingleton<KeyRing>().AddSingleton<Revocations>().AddSingleton<TokenReader>().AddSingleton<AccessGate>().AddSingleton<Permissions>()
            .AddSingleton<PersonalTopics>().AddSingleton<Authorizers>().AddSingleton<WebhookAuthorizer>().AddSingleton<IValidateOptions<RealtimeHubOptions>, AuthorizerRules>();
}
