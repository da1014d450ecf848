using System.Globalization;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Contracts;
using RealtimeHub.Security;

namespace RealtimeHub.Ingest.Http;

/// <summary>Errors over HTTP: problem details (RFC 9457) with the code of the protocol.</summary>
internal static class Problems
{
    public static IResult For(ErrorCode code, string detail, int? status = null) =>
        Results.Problem(
            detail: detail,
            statusCode: status ?? StatusOf(code),
            title: TitleOf(code),
            extensions: [new("code", (int)code)]);

    /// <summary>What was not published, with the header that says when to try again where that can help.</summary>
    public static IResult Rejected(PublishOutcome.Rejected rejected) => Refused(rejected.Code, rejected.Reason);

    /// <summary>A refusal that may be one for the moment.</summary>
    public static IResult Refused(ErrorCode code, string reason) =>
        code == ErrorCode.Unavailable ? new WithRetryAfter(For(code, reason), 1) : For(code, reason);

    /// <summary>What the permissions do not allow, or not now.</summary>
    public static IResult Refused(Decision decision) => decision.IsTemporary
        ? RateLimited(decision.Rule, Decision.Pause, StatusCodes.Status503ServiceUnavailable)
        : For(decision.Code, decision.Rule);

    /// <summary>There is nothing of that name.</summary>
    public static IResult NotFound(string detail) => For(ErrorCode.BadRequest, detail, StatusCodes.Status404NotFound);

    /// <summary>Too much in too little time: with the header that says when to try again.</summary>
    public static IResult RateLimited(string detail, TimeSpan retryAfter, int status = StatusCodes.Status429TooManyRequests) =>
        new WithRetryAfter(For(ErrorCode.RateLimited, detail, status), (long)Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)));

    public static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.BadRequest => StatusCodes.Status400BadRequest,
        ErrorCode.Unauthorized or ErrorCode.TokenExpired => StatusCodes.Status401Unauthorized,
        ErrorCode.PermissionDenied => StatusCodes.Status403Forbidden,
        ErrorCode.UnknownNamespace or ErrorCode.UnknownKind or ErrorCode.UnknownTask => StatusCodes.Status404NotFound,
        ErrorCode.AlreadySubscribed or ErrorCode.SubscriptionLimit or ErrorCode.Conflict => StatusCodes.Status409Conflict,
        ErrorCode.UnrecoverablePosition => StatusCodes.Status410Gone,
        ErrorCode.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCode.TopicLimit or ErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string TitleOf(ErrorCode code) => code switch
    {
        ErrorCode.BadRequest => "Bad request",
        ErrorCode.Unauthorized => "Unauthorized",
        ErrorCode.TokenExpired => "Token expired",
        ErrorCode.PermissionDenied => "Permission denied",
        ErrorCode.UnknownNamespace => "Unknown topic namespace",
        ErrorCode.AlreadySubscribed => "Already subscribed",
        ErrorCode.SubscriptionLimit => "Subscription limit",
        ErrorCode.Conflict => "Conflict",
        ErrorCode.UnrecoverablePosition => "Unrecoverable position",
        ErrorCode.RateLimited => "Rate limited",
        ErrorCode.TopicLimit => "Topic limit",
        ErrorCode.Unavailable => "Unavailable",
        ErrorCode.UnknownKind => "Unknown kind of task",
        ErrorCode.UnknownTask => "Unknown task",
        _ => "Internal error",
    };

    private sealed class WithRetryAfter(IResult problem, long seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}
