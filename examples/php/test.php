<?php

declare(strict_types=1);

require __DIR__ . '/Wachat.php';

/** Fails with exit code 255, as any exception does, unless the two are the same. */
function check(string $what, mixed $expected, mixed $seen): void
{
    if ($seen !== $expected) {
        throw new Exception("$what: " . json_encode($seen) . ' instead of ' . json_encode($expected));
    }
    echo "ok: $what\n";
}

/** The status with which Wachat refuses a call. */
function refusal(callable $call): int
{
    try {
        $call();
        return 200;
    } catch (WachatError $refused) {
        return $refused->getCode();
    }
}

$url = getenv('WACHAT_URL') ?: throw new Exception('WACHAT_URL is not set');
$key = getenv('WACHAT_API_KEY') ?: throw new Exception('WACHAT_API_KEY is not set');
$wachat = new Wachat($url, $key);
/** The phone, which only the emulator has. */
$emulator = new Wachat(preg_replace('#/api/v1$#', '/_emulator', $url), $key);

$shop = $wachat->create('jakarta store', '+62 812-3456-789');
$name = $shop['instance']['apiInstanceName'];
check('the number is sent as digits', '628123456789', $shop['instance']['number']);
check('a new instance waits for its scan', 'connecting', $wachat->state($name));

$emulator->call('POST', '/scan', [], ['code' => $shop['qrcode']['code']]);
$wachat->waitFor('open', $name, 20);
check('a scan connects it', 'open', $wachat->state($name));

check('it must log out before it is deleted', 409, refusal(fn () => $wachat->delete($name)));
$wachat->logout($name);
$wachat->delete($name);
check('it is gone', 404, refusal(fn () => $wachat->state($name)));

$webhook = ['whsec_example', '1767225600', '{"event":"connection.update"}'];
$signature = '3cb942fccdcf0d9b2d4e67cad658c443188b8e2c34cc7b41e139def3da6f909e';
check('a signature is accepted', true, Wachat::isSigned(...$webhook, signature: $signature));
check('a forged one is not', false, Wachat::isSigned(...[...$webhook, strrev($signature)]));
