using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services) =>
        services.AddSingleton<KeyRing>().AddSingleton<Revocations>().AddSingleton<TokenReader>().AddSingleton<AccessGate>().AddSingleton<Permissions>();
}
