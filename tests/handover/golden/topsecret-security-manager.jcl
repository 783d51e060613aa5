//PWX1LOOK JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Look at the files before anything is added
//*
//* Shows what is in the data set; changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS CHKCERT DCDSN(PWXSTC.PWX.MZOS1.CA1)
@@
//
//PWX2CA   JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Add the CA certificates of the other side
//*
//* Adds the CA certificate, so that certificates signed by it can be
//* validated.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(CERTAUTH) DIGICERT(PWXCA1) DCDSN(PWXSTC.PWX.MZOS1.CA1) +
  LABLCERT('Example PowerExchange CA') TRUST
@@
//
//PWX3SIGN JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make and sign the certificate here
//*
//* Makes a CA inside Top Secret that signs the machine's certificate.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS GENCERT(CERTAUTH) DIGICERT(CZOS1) SUBJECTN('CN="PWX CA ZOS1"') +
  KEYSIZE(3072) NADATE(12/30/39) LABLCERT('PWX CA ZOS1') +
  KEYUSAGE('CERTSIGN')
@@
//* Makes key and certificate of the machine, signed by Top Secret's
//* CA.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS GENCERT(PWXSTC) DIGICERT(PZOS1) SUBJECTN('CN="zos1.example.com"') +
  KEYSIZE(2048) NADATE(04/04/32) LABLCERT('PWX ZOS1') +
  KEYUSAGE('HANDSHAKE') +
  ALTNAME('IP=192.0.2.10 DOMAIN=zos1.example.com') +
  SIGNWITH(CERTAUTH,CZOS1)
@@
//
//PWX4EXP  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Export the CA certificate
//*
//* Writes the CA certificate, without its key, as base64 text; the
//* clients must trust it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS EXPORT(CERTAUTH) DIGICERT(CZOS1) DCDSN(PWXSTC.PWX.MZOS1.CAEXP) +
  FORMAT(CERTB64)
@@
//
//PWX5RING JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key ring and put everything on it
//*
//* Makes the key ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) LABLRING(PWXRING)
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) RINGDATA(CERTAUTH,PWXCA1) +
  USAGE(CERTAUTH)
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) RINGDATA(CERTAUTH,CZOS1) +
  USAGE(CERTAUTH)
@@
//* Puts the machine's certificate on the ring as the one to show
//* (PERSONAL) unless the policy names another (DEFAULT).
//S004     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) RINGDATA(PWXSTC,PZOS1) USAGE(PERSONAL) +
  DEFAULT
@@
//
//PWX6ACC  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Give the listener's user access to the ring
//*
//* Lets the listener's user open rings (resource class IBMFAC, for all
//* rings at once).
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS PERMIT(PWXSTC) IBMFAC(IRR.DIGTCERT.LISTRING) ACCESS(READ)
@@
//
//PWX7LIST JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Show the result, and send the listing back
//*
//* Proof: shows the ring with everything on it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS LIST(PWXSTC) KEYRING(PZOS1) LABLRING(PWXRING)
@@
//* Proof: shows the certificate itself.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS LIST(PWXSTC) DIGICERT(PZOS1)
@@
//* Proof: shows the certificate with its issuers.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS CHKCERT(PWXSTC) DIGICERT(PZOS1) CHAIN
@@
//
